package dev.headgate.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** A body of the wrong form; the framework itself would answer with an empty 400. */
@Provider
public final class BodyProblems extends ExceptionMapperBase<MismatchedInputException> {

    @Override
    protected HttpProblem toProblem(MismatchedInputException e) {
        return HttpProblem.valueOf(Response.Status.BAD_REQUEST); // FrameworkProblems finds the words
    }
}
