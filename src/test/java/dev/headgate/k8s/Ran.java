package dev.headgate.k8s;

/** How a container ended, and what a person reads in its log. */
record Ran(int exitCode, String log) {}
