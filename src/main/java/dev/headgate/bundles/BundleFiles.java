package dev.headgate.bundles;

import java.util.Map;

/** The files of a bundle, by their path inside it, and where they were found. */
record BundleFiles(String source, Map<String, BundleFile> contents) {}
