package io.driftlog.analyzer.spi.driver;

/** A String as its UTF-16 units: every String survives, unpaired surrogates too. */
record StringShape() implements Shape {
    @Override
    public String description() {
        return "string";
    }

    @Override
    public int minimumBytes() {
        return Integer.BYTES;
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public void write(Object value, ByteSink out) {
        String text = (String) value;
        out.putInt(text.length());
        out.claim(text.length(), Character.BYTES).asCharBuffer().put(text);
    }

    @Override
    public Object read(ByteSource in) {
        int length = in.getCount(Character.BYTES);
        return in.take(length * Character.BYTES).asCharBuffer().toString();
    }
}
