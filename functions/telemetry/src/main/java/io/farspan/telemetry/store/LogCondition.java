package io.farspan.telemetry.store;

/**
 * A condition on one field of a log record. A field that a record does not have is "".
 *
 * @param field the field
 * @param attribute the attribute's name when the field is one of {@link Field#ATTRIBUTE}; otherwise ""
 * @param match how it is compared
 * @param value with what; a regular expression is one of PostgreSQL
 */
public record LogCondition(Field field, String attribute, Match match, String value) {

    /** What a condition or a group can be of. */
    public enum Field {
        /** The location. */
        LOCATION("s.location"),
        /** The instance's name in its location. */
        INSTANCE("s.instance"),
        /** The stream's name. */
        STREAM("s.name"),
        /** The level as a word: trace, debug, info, warn, error, fatal or unknown. */
        LEVEL("case when r.severity is null then 'unknown' when r.severity < 5 then 'trace' when r.severity < 9 then"
                + " 'debug' when r.severity < 13 then 'info' when r.severity < 17 then 'warn' when r.severity < 21 then"
                + " 'error' else 'fatal' end"),
        /** The logger. */
        LOGGER("coalesce(r.logger, '')"),
        /** The thread. */
        THREAD("coalesce(r.thread, '')"),
        /** The trace id. */
        TRACE("coalesce(r.trace_id, '')"),
        /** The span id. */
        SPAN("coalesce(r.span_id, '')"),
        /** The message. */
        MESSAGE("r.message"),
        /** An attribute. */
        ATTRIBUTE("coalesce(r.attributes ->> ?, '')");

        private final String sql;

        Field(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    /** How a field is compared. */
    public enum Match {
        /** It is the value. */
        EQUAL(" = ?"),
        /** It is another. */
        NOT_EQUAL(" <> ?"),
        /** It contains the value. */
        CONTAINS(" like ?"),
        /** It does not. */
        CONTAINS_NOT(" not like ?"),
        /** A part of it matches a regular expression. */
        MATCHES(" ~ ?"),
        /** None does. */
        MATCHES_NOT(" !~ ?");

        private final String sql;

        Match(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    /** Whether an index has the few records that fulfil it. */
    boolean isIndexed() {
        return field == Field.TRACE && match == Match.EQUAL && !value.isEmpty();
    }

    /** Adds it to a statement that has conditions. */
    void addTo(LogSql sql) {
        if (isIndexed()) {
            sql.add(" and r.trace_id = ?", value);
            return;
        }
        if (field == Field.MESSAGE && match == Match.MATCHES) {
            sql.matches(field.sql(), value);
            return;
        }
        if (field == Field.ATTRIBUTE) {
            sql.add(" and " + field.sql(), attribute);
        } else {
            sql.add(" and " + field.sql());
        }
        sql.add(match.sql(), operand());
    }

    /** The value as the comparison takes it. */
    private String operand() {
        return match == Match.CONTAINS || match == Match.CONTAINS_NOT ? "%" + LogReader.escaped(value) + "%" : value;
    }
}
