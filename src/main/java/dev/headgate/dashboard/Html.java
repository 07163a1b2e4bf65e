package dev.headgate.dashboard;

/** What pages are sent as. */
final class Html {

    static final String TYPE = "text/html;charset=utf-8";

    private Html() {}
}
