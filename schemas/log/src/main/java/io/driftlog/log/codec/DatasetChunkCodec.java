package io.driftlog.log.codec;

import io.driftlog.log.DatasetChunk;
import io.driftlog.log.Location;
import io.driftlog.log.Topics;
import java.util.List;

/** Records of {@link Topics#DATASETS}. */
public final class DatasetChunkCodec implements Codec<DatasetChunk> {
    private final SingleObject<DatasetChunk> object = new SingleObject<>(new DatasetChunkFormat());
    private final List<SingleObject<? extends DatasetChunk>> only = List.of(object);

    @Override
    public byte[] encode(DatasetChunk record) {
        return object.encode(record);
    }

    @Override
    public DatasetChunk decode(byte[] value, Location where) {
        return SingleObject.decode(value, where, only);
    }
}
