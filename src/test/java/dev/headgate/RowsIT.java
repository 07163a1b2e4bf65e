package dev.headgate;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same rows on the packaged application, jar or native. */
@QuarkusIntegrationTest
class RowsIT extends RowsTest {}
