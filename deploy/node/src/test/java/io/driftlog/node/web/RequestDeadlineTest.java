package io.driftlog.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Goal: only connections that wait for an answer outlive the deadline. Method: Netty's channel with its own clock. */
final class RequestDeadlineTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    RequestDeadlineTest() {
        channel.freezeTime();
        channel.pipeline().addLast(new HttpServerCodec(), new RequestDeadline(Duration.ofSeconds(30)));
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private boolean isOpenAfter(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        return channel.isOpen();
    }

    private void answer() {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }

    @Test
    void connection_withoutRequest_ends() {
        assertThat(isOpenAfter(29)).isTrue();
        assertThat(isOpenAfter(2)).isFalse();
    }

    @Test
    void connection_thatSendsItsHeadSlowly_ends() {
        for (int second = 0; second < 29; second++) {
            send(GET.substring(second % 10, second % 10 + 1));
            assertThat(isOpenAfter(1)).isTrue();
        }
        assertThat(isOpenAfter(2)).isFalse();
    }

    @Test
    void connection_thatSendsItsBodySlowly_ends() {
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
        for (int second = 0; second < 29; second++) {
            send("x");
            assertThat(isOpenAfter(1)).isTrue();
        }
        assertThat(isOpenAfter(2)).isFalse();
    }

    @Test
    void connection_thatWaitsForItsAnswer_stays() {
        send(GET);
        assertThat(isOpenAfter(3600)).isTrue();
    }

    @Test
    void stream_ofEvents_staysAndItsConnectionEndsAfterIt() {
        send(GET);
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        for (int hour = 0; hour < 3; hour++) {
            channel.writeOutbound(new DefaultHttpContent(Unpooled.copiedBuffer("ping", StandardCharsets.US_ASCII)));
            assertThat(isOpenAfter(3600)).isTrue();
        }
    }

    @Test
    void connection_afterItsAnswer_hasTheTimeAgain() {
        for (int i = 0; i < 3; i++) {
            send(GET);
            answer();
            assertThat(isOpenAfter(29)).isTrue();
        }
        assertThat(isOpenAfter(2)).isFalse();
    }

    @Test
    void connection_twoRequestsAtOnce_waitsForBothAnswers() {
        send(GET + GET);
        answer();
        assertThat(isOpenAfter(60)).isTrue();
        answer();
        assertThat(isOpenAfter(31)).isFalse();
    }
}
