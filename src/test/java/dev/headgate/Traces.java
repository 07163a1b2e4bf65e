package dev.headgate;

import dev.headgate.dev.EmbeddedServer;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What Headgate answered and kept while tests ran, for {@link PlantedIT} to look through. */
public final class Traces implements Filter {

    private static final Path TARGET = Path.of("target");
    private static final int MOST = 1_000_000; // characters of one answer

    /** A new file for what a process says. */
    static Path log(String name) {
        try {
            return Files.createTempFile(Files.createDirectories(TARGET.resolve("logs")), name, ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps an answer, and hands it on. */
    static HttpResponse<String> kept(HttpResponse<String> answer) {
        keep("%s %d%n%s%n%s"
                .formatted(answer.uri(), answer.statusCode(), answer.headers().map(), answer.body()));
        return answer;
    }

    public static synchronized void keep(String answer) {
        try {
            Files.writeString(
                    Files.createDirectories(TARGET.resolve("answers"))
                            .resolve("%d.txt".formatted(ProcessHandle.current().pid())),
                    answer.substring(0, Math.min(MOST, answer.length())) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for REST Assured. */
    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification wanted, FilterContext context) {
        Response answer = context.next(request, wanted);
        keep("%s %d%n%s%n%s".formatted(request.getURI(), answer.statusCode(), answer.headers(), answer.asString()));
        return answer;
    }

    /** Keeps all rows of all stores on a server, and stops it. */
    public static void stop(EmbeddedServer server) throws IOException {
        try {
            new StoredRows(server).writeInto(Files.createDirectories(TARGET.resolve("stores")));
        } finally {
            server.close();
        }
    }
}
