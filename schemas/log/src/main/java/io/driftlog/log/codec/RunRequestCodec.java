package io.driftlog.log.codec;

import io.driftlog.log.Location;
import io.driftlog.log.RunRequest;
import io.driftlog.log.Topics;
import java.util.List;

/** Requests of {@link Topics#RUN_REQUESTS}. */
public final class RunRequestCodec implements Codec<RunRequest> {
    private final SingleObject<RunRequest> object = new SingleObject<>(new RunRequestFormat());
    private final List<SingleObject<? extends RunRequest>> only = List.of(object);

    @Override
    public byte[] encode(RunRequest record) {
        return object.encode(record);
    }

    @Override
    public RunRequest decode(byte[] value, Location where) {
        return SingleObject.decode(value, where, only);
    }
}
