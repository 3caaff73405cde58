package io.driftlog.log.codec;

import io.driftlog.log.Location;
import io.driftlog.log.RunAnnotated;
import io.driftlog.log.Topics;
import java.util.List;

/** Records of {@link Topics#ANNOTATIONS}. */
public final class RunAnnotatedCodec implements Codec<RunAnnotated> {
    private final SingleObject<RunAnnotated> object = new SingleObject<>(new RunAnnotatedFormat());
    private final List<SingleObject<? extends RunAnnotated>> only = List.of(object);

    @Override
    public byte[] encode(RunAnnotated record) {
        return object.encode(record);
    }

    @Override
    public RunAnnotated decode(byte[] value, Location where) {
        return SingleObject.decode(value, where, only);
    }
}
