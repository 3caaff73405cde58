package io.driftlog.node.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests that no client should send: wrong types, huge numbers, path tricks, in a known order for a seed. */
final class Requests {
    private static final List<String> METHODS = List.of("GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH");
    private static final List<String> TEMPLATES = List.of(
            "/runs",
            "/runs/%s",
            "/runs/%s/steps",
            "/runs/%s/steps/scalars",
            "/runs/%s/steps/full",
            "/runs/%s/state",
            "/runs/%s/predictor",
            "/runs/%s/findings",
            "/runs/%s/cancel",
            "/runs/%s/resume",
            "/runs/%s/fork",
            "/runs/%s/replays",
            "/runs/%s/report",
            "/runs/%s/tags",
            "/runs/%s/note",
            "/compare",
            "/presets",
            "/analyzers",
            "/session",
            "/openapi.yml",
            "/%s");
    private static final List<String> PARAMETERS = List.of(
            "axis",
            "points",
            "from",
            "to",
            "columns",
            "seq",
            "limit",
            "time",
            "state",
            "text",
            "since",
            "skip",
            "analyzer",
            "kind",
            "vectors",
            "preset",
            "run",
            "tag",
            "at");
    private static final List<String> NASTY = List.of(
            "",
            "0",
            "-1",
            "1e999",
            "-1e308",
            "NaN",
            "Infinity",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999",
            "2147483648",
            "true",
            "null",
            "[]",
            "{}",
            "../../../../etc/passwd",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/etc/passwd",
            "....//....//etc/passwd",
            "/etc/passwd",
            "%00",
            "%0d%0aSet-Cookie:%20a=b",
            "%ff%fe",
            "%",
            "'%20OR%201=1--",
            "<script>",
            "${jndi:ldap://127.0.0.1/a}",
            "\u00e4\ud83d\ude00",
            "log",
            "linear",
            "trainLoss,seq",
            "a,b,,",
            "running");
    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "null",
            "true",
            "12",
            "\"word\"",
            "{",
            "a: b",
            "a: &a [*a]",
            "&a [&b [*b,*b],*a]",
            "{\"analyzer\": 5}",
            "{\"analyzer\": \"norm-drift\", \"parameters\": {\"fraction\": \"1e999\"}}",
            "{\"analyzer\": \"norm-drift\", \"parameters\": [1]}",
            "{\"analyzer\": null, \"parameters\": null}",
            "{\"seq\": -1, \"set\": {\"weightDecay\": \"x\"}}",
            "{\"seq\": 1e30}",
            "{\"add\": [\"paper\", null, 5, \"two words\"], \"remove\": {}}",
            "{\"note\": [\"x\"]}",
            "{\"seq\": 3, \"set\": {\"objective.features\": \"/etc/passwd\"}}",
            "objective: {type: linear-regression, features: /etc/passwd}",
            "objective: {type: two-layer-relu, neurons: 1e18}\ninitial: {gaussian: {variance: 1}}\nweightDecay: 1\nuntil: {time: 1}",
            "objective: {type: linear-regression, generator: {type: gaussian, features: 10000000, samples: 10000000}}\n"
                    + "initial: {gaussian: {variance: 1}}\nweightDecay: 1\nuntil: {time: 1}",
            "objective: {type: diagonal-linear-network, generator: {type: sparse-fourier, samples: .nan}}\n"
                    + "initial: {gaussian: {variance: .inf}}\nweightDecay: -.inf\nuntil: {time: 1e999}",
            "objective: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]",
            "initial: {file: /etc/shadow}\nobjective: {type: linear-regression}",
            "objective: {type: diagonal-linear-network, generator: {type: sparse-fourier}}\n"
                    + "initial: {gaussian: {variance: 1}}\nweightDecay: 0.001\nuntil: {time: 1e300}\n"
                    + "method: {type: gradient-descent}",
            "objective: {type: linear-regression}\ninitial: {values: [1:30]}\nweightDecay: 1:30\nuntil: {time: 1_0}",
            "objective: []\ninitial: 5\nweightDecay: {a: b}\nuntil: never");

    private final Random random;
    private final List<String> runIds;

    /**
     * A request.
     *
     * @param target path and query, as they go over the wire
     */
    record Request(String method, String target, String contentType, String body) {
        /** The bytes on the wire. */
        byte[] bytes(String host) {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            String head =
                    method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nContent-Type: "
                            + contentType + "\r\nContent-Length: " + content.length + "\r\n\r\n";
            byte[] header = head.getBytes(StandardCharsets.UTF_8);
            byte[] all = new byte[header.length + content.length];
            System.arraycopy(header, 0, all, 0, header.length);
            System.arraycopy(content, 0, all, header.length, content.length);
            return all;
        }
    }

    /**
     * Requests of a seed.
     *
     * @param runIds runs that exist, so that some requests get beyond the door
     */
    Requests(long seed, List<String> runIds) {
        this.random = new Random(seed);
        this.runIds = runIds;
    }

    Request next() {
        String id = random.nextInt(3) > 0 ? any(runIds) : any(NASTY).replace(" ", "%20");
        StringBuilder target =
                new StringBuilder("/api/v1").append(any(TEMPLATES).replace("%s", id));
        int parameters = random.nextInt(4);
        for (int i = 0; i < parameters; i++) {
            target.append(i == 0 ? '?' : '&')
                    .append(any(PARAMETERS))
                    .append('=')
                    .append(value());
        }
        String type = any(List.of("application/json", "application/yaml", "text/plain", "application/xml", "x"));
        return new Request(any(METHODS), target.toString(), type, body());
    }

    private String value() {
        return random.nextInt(10) == 0 ? "9".repeat(1 + random.nextInt(3000)) : any(NASTY);
    }

    private String body() {
        return switch (random.nextInt(20)) {
            case 0 -> "[".repeat(1 + random.nextInt(20_000));
            case 1 -> "a".repeat(1 + random.nextInt(100_000));
            case 2 -> "{\"a\":".repeat(1 + random.nextInt(5_000));
            case 3 -> random.nextInt(10) > 0 ? any(BODIES) : "a".repeat(500_000 + random.nextInt(1_000_000));
            default -> any(BODIES);
        };
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
