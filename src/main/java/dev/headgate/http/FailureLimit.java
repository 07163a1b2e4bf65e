package dev.headgate.http;

import dev.headgate.audit.Entry;
import dev.headgate.audit.Trail;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.security.Caller;
import dev.headgate.security.Policy;
import dev.headgate.security.Remembered;
import dev.headgate.security.TokenHash;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.netty.util.NetUtil;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often an address may be refused before nothing is verified for it. A token that was right a short while ago passes all
 * the same: behind one address there may be many.
 */
@Singleton
final class FailureLimit {

    private static final Duration ONE_MORE = Duration.ofSeconds(6);
    private static final int MOST = 10_000; // of the addresses, and of the tokens: a few megabytes
    private static final Duration RIGHT_COUNTS = Duration.ofHours(1);
    private static final Duration TURNED_AWAY = Duration.ofMinutes(1);
    private static final int NETWORK = 8; // bytes of an IPv6 address that one machine may choose the rest of

    private final int failures;
    private final Trail trail;
    private final Clock clock;
    private final Remembered<Boolean> right;
    private final Remembered<Boolean> turnedAway;
    private final Map<String, Bucket> left = new LinkedHashMap<>(16, 0.75f, true);

    FailureLimit(Policy policy, Trail trail, Clock clock) {
        this.failures = policy.failures();
        this.trail = trail;
        this.clock = clock;
        this.right = new Remembered<>(MOST, RIGHT_COUNTS, clock);
        this.turnedAway = new Remembered<>(MOST, TURNED_AWAY, clock);
    }

    /**
     * @throws Refused too many failures
     */
    void check(Caller caller, TokenHash shown) {
        Bucket bucket = bucket(caller);
        if (bucket.getAvailableTokens() > 0 || right.of(shown.hex()).isPresent()) {
            return;
        }
        long seconds = Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill())
                        .toSeconds()
                + 1;
        throw new Refusal(
                        Reason.TOO_MANY_FAILURES,
                        "too many tokens from this address were refused; the next one is looked at in %d s. A token that was right within the last hour passes meanwhile"
                                .formatted(seconds),
                        Map.of(Problems.RETRY_AFTER, seconds))
                .thrown();
    }

    void passed(TokenHash shown) {
        right.keep(shown.hex(), true);
    }

    /** One of its failures is used; where that was the last, the audit says so once. */
    void failed(Caller caller, TokenHash shown) {
        right.forget(shown.hex());
        Bucket bucket = bucket(caller);
        if (bucket.tryConsume(1) && bucket.getAvailableTokens() == 0) {
            trail.note(Entry.refused(
                    caller,
                    Optional.empty(),
                    Reason.TOO_MANY_FAILURES.word(),
                    "the last of %d tokens in a row was refused; for now no more from this address are looked at, but one every %d s"
                            .formatted(failures, ONE_MORE.toSeconds())));
        }
    }

    /** Whether this address has not been turned away for the same reason, with nothing that counts, a short while ago. */
    boolean isNews(Caller stranger, Reason reason) {
        String why = reason.word() + " " + network(stranger.address().orElse(""));
        boolean isNews = turnedAway.of(why).isEmpty();
        if (isNews) {
            turnedAway.keep(why, true);
        }
        return isNews;
    }

    private synchronized Bucket bucket(Caller caller) {
        Bucket bucket = left.computeIfAbsent(network(caller.address().orElse("")), address -> fresh());
        if (left.size() > MOST) {
            left.remove(left.keySet().iterator().next());
        }
        return bucket;
    }

    private Bucket fresh() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(failures).refillGreedy(1, ONE_MORE))
                .withCustomTimePrecision(new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return true;
                    }
                })
                .build();
    }

    /** What counts as one address. */
    static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return address;
        }
        try {
            byte[] plain = InetAddress.getByAddress(bytes).getAddress(); // an IPv4 address within IPv6 is that
            return HexFormat.of().formatHex(plain.length == 4 ? plain : Arrays.copyOf(plain, NETWORK));
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
