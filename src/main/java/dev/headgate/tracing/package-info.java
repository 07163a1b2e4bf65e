/** What Headgate tells OpenTelemetry: operations and their steps as spans. Off unless configured (docs/traces.md). */
@NullMarked
package dev.headgate.tracing;

import org.jspecify.annotations.NullMarked;
