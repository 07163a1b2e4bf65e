import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** An app that starts, and asks a gate whether it may. Its argument is the gate; it prints how many milliseconds that took. */
final class StartByGate {

    public static void main(String... args) throws IOException {
        long begun = System.nanoTime();
        HttpURLConnection gate = (HttpURLConnection) URI.create(args[0]).toURL().openConnection();
        gate.setRequestMethod("POST");
        if (gate.getResponseCode() != 200) {
            throw new IllegalStateException("the gate answered " + gate.getResponseCode());
        }
        System.out.println("ms: " + (System.nanoTime() - begun) / 1e6);
    }

    private StartByGate() {}
}
