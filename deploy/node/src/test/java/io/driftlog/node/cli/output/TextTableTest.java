package io.driftlog.node.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftlog.node.cli.output.TextTable.Column;
import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    void lines_shortWords_areAsWideAsTheWords() {
        var table = new TextTable(Column.of("name"), Column.number("t"), Column.cut("phrase", 8));
        table.row("a", "1", "first");
        table.row("longer", "10.5", "");
        assertThat(table.lines()).containsExactly("name       t  phrase", "a          1  first", "longer  10.5");
    }

    @Test
    void lines_longWords_cutTheWidestColumnThatMayBeCut() {
        var table = new TextTable(Column.of("name"), Column.cut("a", 10), Column.cut("b", 10));
        table.row("x".repeat(70), "a".repeat(40), "b".repeat(12));
        String row = table.lines().get(1);
        assertThat(row).hasSize(100).startsWith("x".repeat(70) + "  ").contains("…  bbbb");
    }
}
