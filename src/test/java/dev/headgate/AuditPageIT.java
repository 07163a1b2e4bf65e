package dev.headgate;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same on the packaged application, jar or native. */
@QuarkusIntegrationTest
class AuditPageIT extends AuditPageTest {}
