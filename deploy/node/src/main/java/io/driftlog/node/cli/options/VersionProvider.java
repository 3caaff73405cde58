package io.driftlog.node.cli.options;

import io.driftlog.simulator.service.Software;
import picocli.CommandLine.IVersionProvider;

/** What {@code driftlog --version} prints. */
public final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {Software.NAME, "Java " + Runtime.version()};
    }
}
