package io.driftlog.simulator.flow.formula;

/** What a node of a graph computes from its operands x and y. */
enum Operation {
    CONSTANT,
    WEIGHT,
    FEATURE,
    TARGET,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER,
    MAX,
    MIN,
    NEGATE,
    EXP,
    LOG,
    SQRT,
    TANH,
    SIN,
    COS,
    ABS;

    boolean isLeaf() {
        return ordinal() <= TARGET.ordinal();
    }

    boolean isBinary() {
        return ordinal() >= ADD.ordinal() && ordinal() <= MIN.ordinal();
    }

    /** The value; y is ignored by operations of one operand. */
    double value(double x, double y) {
        return switch (this) {
            case ADD -> x + y;
            case SUBTRACT -> x - y;
            case MULTIPLY -> x * y;
            case DIVIDE -> x / y;
            case POWER -> StrictMath.pow(x, y);
            case MAX -> x >= y ? x : y;
            case MIN -> x <= y ? x : y;
            case NEGATE -> -x;
            case EXP -> StrictMath.exp(x);
            case LOG -> StrictMath.log(x);
            case SQRT -> Math.sqrt(x);
            case TANH -> StrictMath.tanh(x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case ABS -> Math.abs(x);
            default -> throw new IllegalStateException(this + " has no operands");
        };
    }

    /** The derivative by x; v is the value. At the kink of abs it is 0, at that of max and min x counts alone. */
    double byX(double x, double y, double v) {
        return switch (this) {
            case ADD, SUBTRACT -> 1;
            case MULTIPLY -> y;
            case DIVIDE -> 1 / y;
            case POWER -> y == 0 ? 0 : y * StrictMath.pow(x, y - 1);
            case MAX -> x >= y ? 1 : 0;
            case MIN -> x <= y ? 1 : 0;
            case NEGATE -> -1;
            case EXP -> v;
            case LOG -> 1 / x;
            case SQRT -> 0.5 / v;
            case TANH -> 1 - v * v;
            case SIN -> StrictMath.cos(x);
            case COS -> -StrictMath.sin(x);
            case ABS -> Math.signum(x);
            default -> 0;
        };
    }

    /** The derivative by y. */
    double byY(double x, double y, double v) {
        return switch (this) {
            case ADD -> 1;
            case SUBTRACT -> -1;
            case MULTIPLY -> x;
            case DIVIDE -> -v / y;
            case POWER -> v == 0 ? 0 : v * StrictMath.log(x);
            case MAX -> x >= y ? 0 : 1;
            case MIN -> x <= y ? 0 : 1;
            default -> 0;
        };
    }

    /** The second derivative by x. */
    double byXx(double x, double y, double v) {
        return switch (this) {
            case POWER -> y == 0 || y == 1 ? 0 : y * (y - 1) * StrictMath.pow(x, y - 2);
            case EXP -> v;
            case LOG -> -1 / (x * x);
            case SQRT -> -0.25 / (v * x);
            case TANH -> -2 * v * (1 - v * v);
            case SIN -> -v;
            case COS -> -v;
            default -> 0;
        };
    }

    /** The mixed second derivative. */
    double byXy(double x, double y, double v) {
        return switch (this) {
            case MULTIPLY -> 1;
            case DIVIDE -> -1 / (y * y);
            case POWER -> v == 0 ? 0 : StrictMath.pow(x, y - 1) * (1 + y * StrictMath.log(x));
            default -> 0;
        };
    }

    /** The second derivative by y. */
    double byYy(double x, double y, double v) {
        return switch (this) {
            case DIVIDE -> 2 * v / (y * y);
            case POWER -> {
                double log = v == 0 ? 0 : StrictMath.log(x);
                yield v * log * log;
            }
            default -> 0;
        };
    }
}
