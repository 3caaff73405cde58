package io.driftlog.log.codec;

import io.driftlog.events.FindingRecorded;
import io.driftlog.log.Location;
import io.driftlog.log.Topics;
import java.util.List;

/** Records of {@link Topics#FINDINGS}. */
public final class FindingCodec implements Codec<FindingRecorded> {
    private final SingleObject<FindingRecorded> object = new SingleObject<>(new FindingFormat());
    private final List<SingleObject<? extends FindingRecorded>> only = List.of(object);

    @Override
    public byte[] encode(FindingRecorded record) {
        return object.encode(record);
    }

    @Override
    public FindingRecorded decode(byte[] value, Location where) {
        return SingleObject.decode(value, where, only);
    }
}
