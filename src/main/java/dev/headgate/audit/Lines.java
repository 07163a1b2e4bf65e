package dev.headgate.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The audit on the log, a JSON object a line: elsewhere than in the database, it tells later whether a row is what it was.
 * What was written by others cannot begin a line of its own.
 */
public final class Lines {

    private static final Logger LOG = Logger.getLogger("dev.headgate.audit");

    private final ObjectWriter json;
    private final LongAdder lost = new LongAdder();

    public Lines(ObjectMapper json) {
        this.json = json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
    }

    /** A row that is in the store now. */
    public void taken(Link link) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("number", link.number());
        line.put("at", link.at().toString());
        put(line, link);
        line.put("previous", link.previous());
        line.put("hash", link.hash());
        LOG.info(write(line));
    }

    /** Entries that the store did not take: here they are all the same, without a number and a hash. */
    void lost(List<Entry> entries, String why) {
        for (Entry entry : entries) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("lost", why);
            put(line, Chain.next(Head.EMPTY, Instant.EPOCH, entry)); // its texts as the store would have them
            LOG.warn(write(line));
            lost.increment();
        }
    }

    /** How many entries are on the log alone, since the start. */
    public long lost() {
        return lost.sum();
    }

    private static void put(Map<String, @Nullable Object> line, Link link) {
        line.put("principal", link.principal());
        line.put("method", link.method());
        line.put("address", link.address().orElse(null));
        line.put("userAgent", link.userAgent().orElse(null));
        line.put("act", link.act());
        line.put("target", link.target().orElse(null));
        line.put("operation", link.operation().map(UUID::toString).orElse(null));
        line.put("reason", link.reason().orElse(null));
        line.put("outcome", link.outcome());
        line.put("detail", link.detail().orElse(null));
    }

    private String write(Map<String, @Nullable Object> line) {
        try {
            return json.writeValueAsString(line).replace("\u007f", "\\u007f");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // of texts and a number
        }
    }
}
