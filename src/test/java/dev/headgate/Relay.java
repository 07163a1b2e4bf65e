package dev.headgate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP relay between one replica and one server: the cable that can be cut for that replica alone. */
public final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean silent;

    private Relay(int port, int server) throws IOException {
        this.door = new ServerSocket(port);
        this.server = server;
    }

    /** A relay to the server at this port of this machine. */
    public static Relay to(int server) {
        return between(0, server);
    }

    /** The same at a port of one's own, where nobody is until then. */
    public static Relay between(int port, int server) {
        try {
            Relay relay = new Relay(port, server);
            Thread.ofVirtual().start(relay::admit);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Breaks what is connected, on both sides and in the midst of whatever is said, and lets nobody in. */
    public void cut() {
        cut = true;
        open.forEach(Relay::reset);
    }

    /** Carries nothing any more, and closes nothing: so it is when a host loses its power. */
    public void hush() {
        silent = true;
    }

    public void heal() {
        cut = false;
        silent = false;
    }

    /** How many connections it carries. */
    int carried() {
        return open.size() / 2;
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void admit() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> carry(client));
            } catch (IOException closed) {
                // The loop's condition says whether it was the door.
            }
        }
    }

    private void carry(Socket client) {
        try (client;
                Socket onwards = cut ? new Socket() : new Socket(InetAddress.getLoopbackAddress(), server)) {
            open.add(client);
            open.add(onwards);
            if (cut) { // looked at after they were added, so that no cut misses them
                reset(client);
                reset(onwards);
                return;
            }
            Thread back = Thread.ofVirtual().start(() -> copy(onwards, client));
            copy(client, onwards);
            back.join();
            open.remove(onwards);
        } catch (IOException | InterruptedException e) {
            reset(client); // the server is down, which the client notices by this
        } finally {
            open.remove(client);
            open.removeIf(Socket::isClosed);
        }
    }

    /** Until either side ends; PostgreSQL's protocol knows no half-closed connection. */
    private void copy(Socket from, Socket to) {
        byte[] some = new byte[8192];
        try (from;
                to) {
            for (int read = from.getInputStream().read(some);
                    read >= 0;
                    read = from.getInputStream().read(some)) {
                while (silent) {
                    Thread.sleep(50);
                }
                to.getOutputStream().write(some, 0, read);
            }
        } catch (IOException broken) {
            // The other side hears of it as both are closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0); // RST instead of FIN: nothing that is on its way arrives
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
