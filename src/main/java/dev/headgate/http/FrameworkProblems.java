package dev.headgate.http;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;

/** Gives the problems that the framework finds (malformed JSON, unknown paths, wrong media types) a stable type too. */
@Singleton
final class FrameworkProblems implements ProblemPostProcessor {

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        return problem.getType() != null
                ? problem
                : HttpProblem.builder(problem)
                        .withType(Problems.type(word(problem.getStatusCode())))
                        .build();
    }

    private static String word(int status) {
        return switch (status) {
            case 400, 422 -> "bad-request";
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "unknown-path";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 413 -> "too-large";
            case 415 -> "unsupported-media-type";
            default -> status < 500 ? "bad-request" : "internal";
        };
    }
}
