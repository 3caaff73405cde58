package io.driftlog.log.codec;

import io.driftlog.log.DatasetChunk;

/** The body of a {@link DatasetChunk}. */
public final class DatasetChunkFormat implements RecordFormat<DatasetChunk> {

    @Override
    public Schemas.Versions schemas() {
        return Schemas.DATASET_CHUNK;
    }

    @Override
    public void write(DatasetChunk chunk, AvroOutput out) {
        out.writeString(chunk.sha256());
        out.writeLong(chunk.rows());
        out.writeLong(chunk.columns());
        out.writeLong(chunk.index());
        out.writeLong(chunk.count());
        out.writeDoubles(chunk.values());
    }

    @Override
    public DatasetChunk read(AvroInput in) {
        return new DatasetChunk(
                in.readString(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readDoubles());
    }
}
