package io.driftlog.log;

import io.driftlog.events.UserException;
import io.driftlog.events.UserException.BadInput;
import io.driftlog.events.UserException.Unavailable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/** What brokers refuse, as one sentence each: the login, the certificate, a right; or client properties that no client takes. */
public final class KafkaRefusals {
    private static final String PREFIX_OF_GROUPS = "driftlog-";

    private KafkaRefusals() {}

    /** The refusal that a failure tells of; empty if it is something else, such as a broker that does not answer. */
    public static Optional<UserException> of(LogConnection kafka, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SslAuthenticationException) {
                return Optional.of(new Unavailable(
                        "TLS with Kafka at " + kafka.bootstrapServers() + " failed (" + RootCause.inWords(cause)
                                + "): check the ssl.* properties in the file of --kafka-config; the truststore must have the"
                                + " certificate of the brokers' authority, and their certificates must name the address.",
                        failure));
            }
            if (cause instanceof AuthenticationException) {
                return Optional.of(new Unavailable(
                        "Kafka at " + kafka.bootstrapServers() + " refused the login by SASL ("
                                + RootCause.inWords(cause)
                                + "): check sasl.mechanism and the name and password in sasl.jaas.config in the file of"
                                + " --kafka-config.",
                        failure));
            }
            if (cause instanceof AuthorizationException) {
                return Optional.of(new Unavailable(notAllowed(kafka, cause), failure));
            }
        }
        Throwable root = RootCause.of(failure);
        boolean properties = root instanceof ConfigException || root instanceof IllegalArgumentException;
        if (properties
                && !kafka.properties().isEmpty()
                && !RootCause.inWords(root).contains("bootstrap")) {
            return Optional.of(new BadInput(
                    "--kafka-config: no Kafka client can be made with the properties of the file ("
                            + RootCause.inWords(root) + ").",
                    failure));
        }
        return Optional.empty();
    }

    private static String notAllowed(LogConnection kafka, Throwable cause) {
        if (cause instanceof TopicAuthorizationException topics) {
            List<String> names = topics.unauthorizedTopics().stream().sorted().toList();
            return "This user may not use " + (names.isEmpty() ? "a topic" : String.join(", ", names))
                    + " as it has to in Kafka at " + kafka.bootstrapServers() + rights();
        }
        if (cause instanceof GroupAuthorizationException group && group.groupId() != null) {
            return missing(kafka, ResourceType.GROUP, PREFIX_OF_GROUPS, List.of(AclOperation.READ));
        }
        if (cause instanceof TransactionalIdAuthorizationException) {
            return missing(kafka, ResourceType.TRANSACTIONAL_ID, PREFIX_OF_GROUPS, List.of(AclOperation.WRITE));
        }
        return "This user may not do that in Kafka at " + kafka.bootstrapServers() + " (" + RootCause.inWords(cause)
                + ")" + rights();
    }

    private static String rights() {
        return ": an administrator grants the rights of its role with deploy/cluster/acls ROLE User:NAME.";
    }

    /**
     * The sentence for missing rights, with the command that grants them.
     *
     * @param name of the resource; one that ends in a dot or a hyphen stands for all that begin so
     */
    public static String missing(LogConnection kafka, ResourceType type, String name, List<AclOperation> operations) {
        boolean prefix = name.endsWith(".") || name.endsWith("-");
        var command = new StringBuilder("kafka-acls.sh --bootstrap-server ")
                .append(kafka.bootstrapServers())
                .append(" --command-config ADMIN-FILE --add --allow-principal User:NAME");
        operations.forEach(each -> command.append(" --operation ").append(words(each.name())));
        command.append(" --").append(type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        command.append(' ').append(name).append(prefix ? " --resource-pattern-type prefixed" : "");
        return "This user lacks rights on the "
                + type.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
                + name + (prefix ? "*" : "") + " in Kafka at " + kafka.bootstrapServers()
                + "; an administrator grants them with `" + command + "`, or all rights of a role with"
                + " deploy/cluster/acls.";
    }

    /** As kafka-acls.sh writes an operation: AlterConfigs. */
    private static String words(String constant) {
        var words = new StringBuilder();
        for (String word : constant.split("_")) {
            words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return words.toString();
    }
}
