import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Milliseconds, the smallest first. */
record Times(double[] sorted) {

    interface Act {
        void perform() throws Exception;
    }

    static Times of(List<Double> ms) {
        return new Times(ms.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    static Times measure(int times, Act act) throws Exception {
        double[] ms = new double[times];
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            act.perform();
            ms[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(ms);
        return new Times(ms);
    }

    /** The first ones warm up and do not count. */
    static Times requests(int warmUp, int times, Act act) throws Exception {
        measure(warmUp, act);
        return measure(times, act);
    }

    double at(double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    String median() {
        return number(at(0.5));
    }

    String p99() {
        return number(at(0.99));
    }

    String worst() {
        return number(at(1));
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
    }
}
