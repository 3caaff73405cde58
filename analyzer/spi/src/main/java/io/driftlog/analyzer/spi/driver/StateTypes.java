package io.driftlog.analyzer.spi.driver;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks a state type, component by component, and finds its shape. Refuses types that are mutable or unknown. */
final class StateTypes {
    private final String root;

    /** The records that enclose the current one: a record that contains its own type is refused. */
    private final Set<Class<?>> enclosing = new LinkedHashSet<>();

    private StateTypes(Class<?> root) {
        this.root = root.getSimpleName();
    }

    /**
     * The shape of a record.
     *
     * @param arguments the shapes that its type variables stand for. Not modified.
     */
    static Shape ofRecord(Class<?> type, Map<TypeVariable<?>, Shape> arguments) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("the state type " + type.getName()
                    + " is not a record; make it a record of what must be remembered");
        }
        return new StateTypes(type).record(type, arguments, "");
    }

    private Shape record(Class<?> type, Map<TypeVariable<?>, Shape> arguments, String path) {
        if (!enclosing.add(type)) {
            throw refused(path, "a " + type.getSimpleName() + " inside another", "a List beside it");
        }
        RecordComponent[] parts = type.getRecordComponents();
        Shape[] shapes = new Shape[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String inner = path.isEmpty() ? parts[i].getName() : path + "." + parts[i].getName();
            shapes[i] = of(parts[i].getGenericType(), arguments, inner);
        }
        enclosing.remove(type);
        return Shape.ofRecord(type, shapes);
    }

    private Shape of(Type type, Map<TypeVariable<?>, Shape> arguments, String path) {
        if (type instanceof Class<?> plain) {
            return ofClass(plain, path);
        }
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic, arguments, path);
        }
        Shape argument = type instanceof TypeVariable<?> variable ? arguments.get(variable) : null;
        if (argument == null) {
            throw refused(path, "of the open type " + type.getTypeName(), "a type without wildcard or free variable");
        }
        return argument;
    }

    private Shape ofGeneric(ParameterizedType type, Map<TypeVariable<?>, Shape> arguments, String path) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] actual = type.getActualTypeArguments();
        if (raw == List.class) {
            return Shape.ofList(of(actual[0], arguments, path + "[]"));
        }
        if (raw == Optional.class) {
            return Shape.ofOptional(of(actual[0], arguments, path));
        }
        if (raw.isRecord()) {
            Map<TypeVariable<?>, Shape> inner = new HashMap<>();
            for (int i = 0; i < actual.length; i++) {
                inner.put(raw.getTypeParameters()[i], of(actual[i], arguments, path));
            }
            return record(raw, inner, path);
        }
        return ofClass(raw, path);
    }

    private Shape ofClass(Class<?> type, String path) {
        if (type.isRecord()) {
            return record(type, Map.of(), path);
        }
        Shape shape = type.isEnum() ? Shape.ofEnum(type) : Shape.of(type);
        if (shape == null) {
            throw refused(path, "a " + type.getTypeName(), substitute(type));
        }
        return shape;
    }

    private static String substitute(Class<?> type) {
        if (type.isArray()) {
            return "a flat primitive array or a List";
        }
        if (type == List.class || type == Optional.class) {
            return "a " + type.getSimpleName() + " with its element type";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a List";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "a List of records";
        }
        return "a primitive, String, enum, primitive array, record, List or Optional";
    }

    private IllegalArgumentException refused(String path, String is, String instead) {
        return new IllegalArgumentException("the state type " + root + " cannot be stored because its component '"
                + path + "' is " + is + "; use " + instead);
    }
}
