package io.driftlog.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8080",
        "0.0.0.0, http://127.0.0.1:8080",
        "192.0.2.7, http://192.0.2.7:8080",
        "::, http://[::1]:8080",
        "2001:db8::7, http://[2001:db8::7]:8080"
    })
    void url_anyAddress_opensInABrowserOnThisMachine(String host, String url) {
        assertThat(WebSettings.url(host, 8080)).isEqualTo(url);
    }
}
