package io.driftlog.log.codec;

import io.driftlog.log.Location;
import io.driftlog.log.RunStatus;
import io.driftlog.log.Topics;
import java.util.List;

/** Records of {@link Topics#RUN_STATUS}. */
public final class RunStatusCodec implements Codec<RunStatus> {
    private final SingleObject<RunStatus> object = new SingleObject<>(new RunStatusFormat());
    private final List<SingleObject<? extends RunStatus>> only = List.of(object);

    @Override
    public byte[] encode(RunStatus record) {
        return object.encode(record);
    }

    @Override
    public RunStatus decode(byte[] value, Location where) {
        return SingleObject.decode(value, where, only);
    }
}
