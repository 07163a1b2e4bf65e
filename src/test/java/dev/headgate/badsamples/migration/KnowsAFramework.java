package dev.headgate.badsamples.migration;

import org.jboss.logging.Logger;

/** A rule that logs. */
final class KnowsAFramework {

    static final Logger LOG = Logger.getLogger(KnowsAFramework.class);
}
