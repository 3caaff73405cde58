package io.driftlog.simulator.service.foreign;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.UserException.BadInput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: no file makes the reader allocate what it claims. Method: headers, and files that are long and empty. */
final class NpyTableTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 999999999 | 0 | 0 rows of 999999999 numbers, 0 bytes; at most",
                "999999999 | 0 | 0 | 999999999 rows of 0 numbers, 0 bytes; at most",
                "999999999 | 999999999 | 0 | 7999999984000000008 bytes; at most",
                "5000000 | 200 | 8000000000 | 5000000 rows of 200 numbers, 8000000000 bytes; at most",
                "3 | 2 | 0 | it is too short for that"
            })
    void open_shapeThatDoesNotFit_isRefusedWithItsSize(int rows, int columns, long bytes, String words)
            throws IOException {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        Path file = folder.resolve("bomb.npy");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.setLength(out.length() + bytes);
        }
        assertThatThrownBy(() -> NumberTable.open(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(words);
    }
}
