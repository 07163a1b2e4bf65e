package dev.headgate.badsamples.security;

import dev.headgate.identity.AuthConfig;

/** Breaks a rule on purpose: who may do what does not depend on how it is configured. */
final class TrustsAToken {

    AuthConfig config(AuthConfig config) {
        return config;
    }
}
