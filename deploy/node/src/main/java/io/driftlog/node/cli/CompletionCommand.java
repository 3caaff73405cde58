package io.driftlog.node.cli;

import io.driftlog.node.cli.output.Completion;
import io.driftlog.simulator.service.Presets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete verbs, options and presets. */
@Command(
        name = "completion",
        description = "Print a script that lets a shell complete verbs, options and presets.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "For all new shells:",
            "  driftlog completion bash > ~/.local/share/bash-completion/completions/driftlog",
            "  driftlog completion zsh > ~/.driftlog-completion.zsh       # and in ~/.zshrc, after compinit:",
            "  source ~/.driftlog-completion.zsh",
            "  driftlog completion fish > ~/.config/fish/completions/driftlog.fish",
            "",
            "For this shell:",
            "  source <(driftlog completion bash)"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** The shells. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandSpec root = spec.root();
        System.out.print(
                switch (shell) {
                    case BASH -> Completion.bash(root, Presets.names());
                    case ZSH -> Completion.zsh(root, Presets.names());
                    case FISH -> Completion.fish(root, Presets.names());
                });
        System.out.flush();
        return 0;
    }
}
