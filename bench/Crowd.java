import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Many callers, each with a kept connection of its own, in one thread: they shall cost little beside what they measure. */
final class Crowd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final List<Caller> callers = new ArrayList<>();

    /**
     * @param at when the last byte of it was read
     */
    record Answer(int status, String text, Instant at) {

        boolean isOpen() {
            return status == 200 && text.contains("\"open\":true");
        }
    }

    Crowd(int port, int size) throws IOException {
        for (int i = 0; i < size; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.socket().setTcpNoDelay(true);
            channel.configureBlocking(false);
            Caller caller = new Caller(channel);
            channel.register(selector, SelectionKey.OP_READ, caller);
            callers.add(caller);
        }
    }

    /** Everybody asks this once. */
    void ask(String path) throws IOException {
        ask(request(path, List.of()));
    }

    private void ask(byte[] request) throws IOException {
        for (Caller caller : callers) {
            caller.ask(request);
        }
    }

    /** One answer for each who asked. */
    List<Answer> awaitAll() throws IOException {
        List<Answer> answers = new ArrayList<>(callers.size());
        Instant deadline = Instant.now().plus(PATIENCE);
        while (answers.size() < callers.size()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("%d of %d answered".formatted(answers.size(), callers.size()));
            }
            look((caller, answer) -> answers.add(answer));
        }
        return answers;
    }

    void assertParked() throws IOException {
        if (selector.selectNow() > 0) {
            throw new IllegalStateException("somebody was answered before it was time");
        }
    }

    /** Everybody asks again as soon as he is answered; how often somebody was. */
    long keepAsking(String path, List<String> headers, Duration time) throws IOException {
        byte[] request = request(path, headers);
        long[] answered = {0};
        Instant end = Instant.now().plus(time);
        ask(request);
        while (Instant.now().isBefore(end)) {
            look((caller, answer) -> {
                if (answer.status() >= 400) {
                    throw new IllegalStateException("%d: %s".formatted(answer.status(), answer.text()));
                }
                answered[0]++;
                caller.ask(request);
            });
        }
        awaitAll();
        return answered[0];
    }

    @Override
    public void close() throws IOException {
        for (Caller caller : callers) {
            caller.channel.close();
        }
        selector.close();
    }

    private static byte[] request(String path, List<String> headers) {
        String lines = headers.stream().map(header -> header + "\r\n").collect(Collectors.joining());
        return "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                .formatted(path, lines)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private interface Heard {
        void of(Caller caller, Answer answer) throws IOException;
    }

    private void look(Heard heard) throws IOException {
        selector.select(
                key -> {
                    try {
                        Caller caller = (Caller) key.attachment();
                        if (caller.read(buffer)) {
                            heard.of(caller, caller.answer());
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                1_000);
    }

    /** One connection, and what has been read of the answer that is under way. */
    private static final class Caller {

        private final SocketChannel channel;
        private String read = "";

        Caller(SocketChannel channel) {
            this.channel = channel;
        }

        void ask(byte[] request) throws IOException {
            if (channel.write(ByteBuffer.wrap(request)) < request.length) { // far less than a socket's buffer
                throw new IOException("a request was not taken");
            }
        }

        /** Whether the answer is complete now. */
        boolean read(ByteBuffer buffer) throws IOException {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("closed before it was answered, after: " + read);
            }
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            read += new String(bytes, StandardCharsets.ISO_8859_1); // a byte is a character, so that lengths are right
            int body = read.indexOf("\r\n\r\n") + 4;
            return body >= 4 && read.length() >= body + length(read.substring(0, body).toLowerCase(Locale.ROOT));
        }

        Answer answer() {
            Answer answer = new Answer(Integer.parseInt(read.substring(9, 12)), read, Instant.now());
            read = "";
            return answer;
        }

        private static int length(String head) {
            String name = "content-length:";
            int at = head.indexOf(name);
            if (head.startsWith("http/1.1 304")) { // has no body
                return 0;
            }
            if (at < 0) {
                throw new IllegalStateException("no length in " + head);
            }
            return Integer.parseInt(head.substring(at + name.length(), head.indexOf("\r\n", at)).trim());
        }
    }
}
