package io.farspan.home.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalConnectionPoolConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The router's PostgreSQL database, through one bounded pool of connections. A connection is tested before it is lent,
 * so that a restart of the database costs at most the operations under way. Creating the store does no I/O. Every wait
 * ends: for a connection, for the network, and for an answer. Thread-safe.
 */
@Singleton
public class Store {

    /** The most connections that the router has open. */
    static final int MOST_CONNECTIONS = 8;

    /** How long an operation waits for a connection; longer than connecting may take, so that it fails with the cause. */
    static final Duration ACQUISITION = Duration.ofSeconds(5);

    private static final int CONNECT_SECONDS = 3;
    private static final int SOCKET_SECONDS = 10;
    private static final int VALIDATION_SECONDS = 3;
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** Connections are replaced after this time, so that they follow a database whose address has changed. */
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private final Optional<AgroalDataSource> pool;
    private final Object greedy = new Object();

    /** Creates the store of these settings. Fails with {@link IllegalArgumentException} if the URL is invalid. */
    public Store(StoreConfig config) {
        this.pool = config.url().map(url -> pool(url, config));
    }

    /** Whether there is a database ({@code farspan.store.url}). */
    public boolean isConfigured() {
        return pool.isPresent();
    }

    /**
     * The tables of a feature, which are brought up to date before they are first used.
     *
     * @param folder the folder of its migrations in the class path, such as {@code db/ledger}
     * @param historyTable the table in which its migrations are recorded; each feature has its own
     */
    public Schema schema(String folder, String historyTable) {
        return new Schema(this, folder, historyTable);
    }

    /** What needs several connections at the same time, so that two of the kind cannot wait for each other's. */
    interface Greedy {
        void run() throws SQLException;
    }

    void oneAtATime(Greedy work) throws SQLException {
        synchronized (greedy) {
            work.run();
        }
    }

    /** A connection, to be closed soon. Fails with {@link SQLException} after a few seconds without one. */
    Connection connect() throws SQLException {
        long begin = System.nanoTime();
        try {
            return source().getConnection();
        } catch (SQLException e) {
            if (e.getSQLState() == null && System.nanoTime() - begin >= ACQUISITION.toNanos()) {
                SQLException timeout = new SQLException(
                        "no connection to the database within " + ACQUISITION.toSeconds()
                                + " seconds: it does not answer, or all " + MOST_CONNECTIONS + " are in use",
                        "08001");
                timeout.addSuppressed(e);
                throw timeout;
            }
            throw e;
        }
    }

    AgroalDataSource source() throws SQLException {
        return pool.orElseThrow(() -> new SQLException("no database is configured (farspan.store.url)"));
    }

    /** Closes all connections. */
    @PreDestroy
    public void close() {
        pool.ifPresent(AgroalDataSource::close);
    }

    private static AgroalDataSource pool(String url, StoreConfig config) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(it -> limits(it)
                            .connectionFactoryConfiguration(connections -> connections(connections, url, config))));
        } catch (SQLException e) {
            throw new IllegalStateException("The pool of database connections cannot be created.", e);
        }
    }

    private static AgroalConnectionPoolConfigurationSupplier limits(AgroalConnectionPoolConfigurationSupplier pool) {
        return pool.initialSize(0)
                .minSize(0)
                .maxSize(MOST_CONNECTIONS)
                .acquisitionTimeout(ACQUISITION)
                .validateOnBorrow(true)
                .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(VALIDATION_SECONDS))
                .exceptionSorter(Store::endsTheConnection)
                .reapTimeout(IDLE)
                .maxLifetime(LIFETIME);
    }

    /** Whether a failure leaves the connection unusable: it was lost, or the server shuts down. */
    private static boolean endsTheConnection(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** The settings take precedence over the URL's parameters, as they do in the driver's own data source. */
    private static AgroalConnectionFactoryConfigurationSupplier connections(
            AgroalConnectionFactoryConfigurationSupplier connections, String url, StoreConfig config) {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl(url);
        config.user().ifPresent(driver::setUser);
        config.password().ifPresent(driver::setPassword);
        driver.setConnectTimeout(CONNECT_SECONDS);
        driver.setSocketTimeout(SOCKET_SECONDS);
        driver.setApplicationName("farspan-router");
        connections.connectionProviderClass(PasswordFileDriver.class).jdbcUrl(driver.getUrl());
        Optional.ofNullable(driver.getUser()).ifPresent(user -> connections.principal(new NamePrincipal(user)));
        Optional.ofNullable(driver.getPassword())
                .ifPresent(password -> connections.credential(new SimplePassword(password)));
        config.passwordFile().ifPresent(file -> connections.jdbcProperty(PasswordFileDriver.FILE, file));
        return connections;
    }
}
