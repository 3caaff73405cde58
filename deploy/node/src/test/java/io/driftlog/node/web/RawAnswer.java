package io.driftlog.node.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What a server answers to bytes, however wrong they are; HTTP clients refuse to send such.
 *
 * @param status of the answer; 0 when the connection was closed without one
 */
record RawAnswer(int status, String text) {
    private static final int PATIENCE_MILLIS = 30_000;

    static RawAnswer to(URI server, byte[] request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // It may answer, and close, before it has read all.
            }
            return parse(read(socket.getInputStream()));
        }
    }

    private static String read(InputStream in) {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[8192];
        try {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                text.append(new String(part, 0, read, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // Closed by the server: what was read is the answer.
        }
        return text.toString();
    }

    private static RawAnswer parse(String text) {
        return new RawAnswer(text.matches("(?s)HTTP/1.[01] .*") ? Integer.parseInt(text.substring(9, 12)) : 0, text);
    }
}
