package dev.headgate.bundles;

import java.util.Map;

/** The files of a bundle, by their path inside it, and what the bundle names as its source. */
record BundleFiles(String source, Map<String, BundleFile> contents) {}
