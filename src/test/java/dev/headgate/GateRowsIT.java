package dev.headgate;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same answers on the packaged application, jar or native. */
@QuarkusIntegrationTest
class GateRowsIT extends GateRowsTest {}
