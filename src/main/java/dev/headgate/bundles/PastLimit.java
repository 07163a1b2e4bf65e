package dev.headgate.bundles;

import java.io.IOException;

/** More came than may; there is no use in reading on. */
final class PastLimit extends IOException {

    PastLimit(String sentence) {
        super(sentence);
    }
}
