package dev.headgate.badsamples.operation;

import jakarta.ws.rs.core.Response;
import java.sql.SQLException;

/** An operation that knows status codes and SQL, and is neither of the ports that may. */
record AnswersHttp(Response response, SQLException exception) {}
