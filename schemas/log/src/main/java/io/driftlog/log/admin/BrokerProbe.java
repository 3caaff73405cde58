package io.driftlog.log.admin;

import io.driftlog.log.LogConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.utils.Utils;

/** Tells by TCP alone why no broker answers at some addresses: unknown name, refused, silent, or another protocol. */
public final class BrokerProbe {
    /** The brokers are there, by the protocol that they are asked by. */
    public static final String BUSY =
            ": it takes TLS connections, but answers no request; try again when it is less busy.";

    private static final int CONNECT_MILLIS = 1500;
    private static final int ANSWER_MILLIS = 1000;
    /** A TLS 1.2 record with the first bytes of a message that no handshake begins with: a TLS server answers by an alert. */
    private static final byte[] NO_HANDSHAKE = {22, 3, 3, 0, 4, 99, 0, 0, 0};

    private static final int ALERT = 21;

    private enum Answer {
        UNKNOWN_NAME,
        REFUSED,
        TIMED_OUT,
        TLS,
        OPEN
    }

    private BrokerProbe() {}

    /**
     * Why the brokers do not answer: what follows "No Kafka broker answers at ADDRESSES".
     *
     * @param addresses HOST:PORT each
     */
    public static String why(LogConnection kafka, Collection<String> addresses) {
        List<String> distinct = addresses.stream().distinct().toList();
        List<CompletableFuture<Answer>> asked = distinct.stream()
                .map(address -> CompletableFuture.supplyAsync(() -> ask(address), BrokerProbe::onNewThread))
                .toList();
        Map<Answer, List<String>> answers = IntStream.range(0, distinct.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        i -> asked.get(i).join(), Collectors.mapping(distinct::get, Collectors.toList())));
        boolean tls = protocol(kafka).endsWith("SSL");
        if (answers.containsKey(Answer.TLS) && !tls) {
            return ": it takes connections by TLS alone; set security.protocol to SSL or SASL_SSL in the file of"
                    + " --kafka-config.";
        }
        if (answers.containsKey(Answer.TLS)) {
            return protocol(kafka).equals("SSL")
                    ? ": it takes TLS connections and does not answer; if it asks for a login, set"
                            + " security.protocol=SASL_SSL and sasl.* in the file of --kafka-config."
                    : BUSY;
        }
        if (answers.containsKey(Answer.OPEN)) {
            return tls
                    ? ": it takes connections, but answers nothing by TLS within " + ANSWER_MILLIS / 1000
                            + " s; it is overloaded or suspended, or its listener has no TLS, and then security.protocol in"
                            + " the file of --kafka-config is to be PLAINTEXT or SASL_PLAINTEXT."
                    : ": it takes connections, but does not answer requests in time; it is overloaded or suspended, no"
                            + " Kafka broker, or asks for a login, and then --kafka-config is needed with"
                            + " security.protocol=SASL_PLAINTEXT.";
        }
        if (answers.containsKey(Answer.TIMED_OUT)) {
            return ": the connection timed out (" + String.join(", ", answers.get(Answer.TIMED_OUT))
                    + "); check the address, the network and firewalls between.";
        }
        if (answers.containsKey(Answer.REFUSED)) {
            return ": the connection was refused; check that the address is HOST:PORT and the broker runs, or leave --kafka"
                    + " out to use the embedded broker.";
        }
        return ": the name of the host is not known to DNS here ("
                + String.join(", ", answers.getOrDefault(Answer.UNKNOWN_NAME, List.of()))
                + "); check that the address is HOST:PORT, or leave --kafka out to use the embedded broker.";
    }

    /** All addresses at once: the common pool may have one thread. */
    private static void onNewThread(Runnable task) {
        Thread thread = new Thread(task, "driftlog-probe");
        thread.setDaemon(true);
        thread.start();
    }

    private static String protocol(LogConnection kafka) {
        Object protocol = kafka.properties().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        return protocol == null ? "PLAINTEXT" : protocol.toString().toUpperCase(Locale.ROOT);
    }

    /** Whether a connection to an address can be opened. */
    public static boolean takesConnections(String address) {
        try (Socket socket = open(address)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Socket open(String address) throws IOException {
        String host = Utils.getHost(address);
        Integer port = Utils.getPort(address);
        if (host == null || port == null) {
            throw new UnknownHostException(address);
        }
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Answer ask(String address) {
        try (Socket socket = open(address)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            try {
                socket.getOutputStream().write(NO_HANDSHAKE);
                socket.getOutputStream().flush();
                return socket.getInputStream().read() == ALERT ? Answer.TLS : Answer.OPEN;
            } catch (IOException e) {
                return Answer.OPEN;
            }
        } catch (UnknownHostException e) {
            return Answer.UNKNOWN_NAME;
        } catch (SocketTimeoutException e) {
            return Answer.TIMED_OUT;
        } catch (IOException e) {
            return Answer.REFUSED;
        }
    }
}
