package io.driftlog.node.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection that has no whole request within a time after it was opened or its last answer; a connection that
 * waits for its answer, such as an event stream, stays. An answer that is sent before its request was read, such as 413,
 * reaches a client that still writes: what the client sends is dropped until the request or its time ends.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Duration patience;
    private @Nullable Future<?> deadline;
    private long asked;
    private long answered;
    private boolean closing;

    RequestDeadline(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        restart(ctx);
    }

    private void restart(ChannelHandlerContext ctx) {
        stop();
        deadline = ctx.executor().schedule(() -> ctx.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean whole = message instanceof LastHttpContent;
        if (whole) {
            asked++;
        }
        if (closing) {
            ReferenceCountUtil.release(message);
            if (whole) {
                ctx.close();
            }
            return;
        }
        if (asked > answered) {
            stop();
        } else if (whole) {
            restart(ctx);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean interim =
                message instanceof HttpResponse answer && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            answered++;
            if (asked == answered) {
                restart(ctx);
            }
        }
        ctx.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (answered > asked && ctx.channel().isActive() && ctx.channel() instanceof DuplexChannel channel) {
            // Data that were not read would make the system reset the connection, and the answer would be lost.
            closing = true;
            channel.shutdownOutput();
            channel.config().setAutoRead(true);
        } else {
            ctx.close(promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }
}
