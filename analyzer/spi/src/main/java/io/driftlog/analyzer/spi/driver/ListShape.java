package io.driftlog.analyzer.spi.driver;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A List: its size, then its elements. It is read as an unmodifiable list.
 *
 * @param element the shape of its elements
 */
record ListShape(Shape element) implements Shape {
    @Override
    public String description() {
        return "list<" + element.description() + ">";
    }

    @Override
    public int minimumBytes() {
        return Integer.BYTES;
    }

    @Override
    public boolean isFixed() {
        return false;
    }

    @Override
    public boolean mayHoldNull() {
        return true;
    }

    @Override
    public void write(Object value, ByteSink out) {
        List<?> list = (List<?>) value;
        out.putInt(list.size());
        for (Object item : list) {
            element.write(Shapes.present(item, "an element of a List"), out);
        }
    }

    @Override
    public Object read(ByteSource in) {
        Object[] items = new Object[in.getCount(element.minimumBytes())];
        for (int i = 0; i < items.length; i++) {
            items[i] = element.read(in);
        }
        return Collections.unmodifiableList(Arrays.asList(items));
    }

    @Override
    public void check(Object value) {
        for (Object item : (List<?>) value) {
            element.check(Shapes.present(item, "an element of a List"));
        }
    }
}
