import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;

/** Passes PostgreSQL's protocol on and counts connections and round trips: each time a client speaks after the server did. */
final class CountingProxy {

    private final LongAdder roundTrips = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    CountingProxy(int server) throws IOException {
        Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket client = listener.accept();
                    connections.increment();
                    new Pair(client, new Socket(InetAddress.getLoopbackAddress(), server)).start();
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    long roundTrips() {
        return roundTrips.sum();
    }

    long connections() {
        return connections.sum();
    }

    private final class Pair {

        private final Socket client;
        private final Socket server;
        private volatile boolean isClientsTurn = true;

        Pair(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void start() {
            Thread.ofVirtual().start(() -> pass(client, server, true));
            Thread.ofVirtual().start(() -> pass(server, client, false));
        }

        private void pass(Socket from, Socket to, boolean fromClient) {
            try (from; to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] bytes = new byte[65_536];
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    if (fromClient && isClientsTurn) {
                        roundTrips.increment();
                    }
                    isClientsTurn = !fromClient;
                    out.write(bytes, 0, n);
                }
            } catch (IOException e) {
                // One of them has gone, so both go.
            }
        }
    }
}
