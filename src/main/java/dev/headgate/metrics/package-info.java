/** What Headgate tells Prometheus: of targets, operations, gates and itself. Each metric has its row in docs/metrics.md. */
@NullMarked
package dev.headgate.metrics;

import org.jspecify.annotations.NullMarked;
