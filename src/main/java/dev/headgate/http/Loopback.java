package dev.headgate.http;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether somebody asks on this machine, for the dev profile. */
final class Loopback {

    private static final List<String> FORWARDING =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP");

    private Loopback() {}

    /**
     * A browser's page of some other site may ask here too, under a name that its owner has made to lead here (DNS rebinding):
     * so the name has to be this machine's own. What a proxy passes on comes from wherever.
     */
    static boolean isAsked(HttpServerRequest request) {
        return Optional.ofNullable(request.connection().remoteAddress())
                        .map(SocketAddress::hostAddress)
                        .filter(Loopback::isAddress)
                        .isPresent()
                && Optional.ofNullable(request.authority())
                        .map(HostAndPort::host)
                        .filter(Loopback::isName)
                        .isPresent()
                && FORWARDING.stream().noneMatch(request.headers()::contains);
    }

    /** Whether a name can only be that of the machine on which it is said (RFC 6761, 6.3). */
    static boolean isName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || isAddress(name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name);
    }

    private static boolean isAddress(String text) {
        try {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
