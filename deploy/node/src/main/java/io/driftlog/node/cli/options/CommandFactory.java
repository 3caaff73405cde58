package io.driftlog.node.cli.options;

import io.driftlog.node.cli.output.Interruption;
import io.micronaut.context.ApplicationContext;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Makes commands with what their constructors ask for. The context with Micronaut's beans, which a command needs for
 * JSON and for the configuration alone, takes half a second to start; that is done beside the command.
 */
public final class CommandFactory implements IFactory, AutoCloseable {
    private final IFactory usual = CommandLine.defaultFactory();
    private final Interruption interruption = new Interruption();
    private final CompletableFuture<ApplicationContext> context;

    /**
     * Begins to start the context.
     *
     * @param properties its configuration, besides that of the environment
     */
    public CommandFactory(Map<String, Object> properties) {
        context = CompletableFuture.supplyAsync(
                () -> ApplicationContext.builder()
                        .banner(false)
                        .deduceEnvironment(false)
                        .properties(properties)
                        .start(),
                work -> {
                    var thread = new Thread(work, "beans");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    @Override
    public <T> T create(Class<T> type) throws Exception {
        if (type == Interruption.class) {
            return type.cast(interruption);
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1 || constructors[0].getParameterCount() == 0) {
            return usual.create(type);
        }
        Class<?>[] wanted = constructors[0].getParameterTypes();
        Object[] parts = new Object[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            parts[i] = create(wanted[i]);
        }
        constructors[0].setAccessible(true);
        return type.cast(constructors[0].newInstance(parts));
    }

    /** The bean of a type, once the context is up. */
    <T> T bean(Class<T> type) {
        return context.join().getBean(type);
    }

    /** The command has closed everything: the JVM may exit. */
    @Override
    public void close() {
        interruption.finish();
        context.thenAccept(ApplicationContext::close);
    }
}
