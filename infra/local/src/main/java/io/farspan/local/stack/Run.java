package io.farspan.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the parts of one stack have in common.
 *
 * @param options what it is made of
 * @param artefacts the packaged parts
 * @param secrets keys and passwords
 * @param tls certificates, when its parts speak TLS
 * @param work the folder for its logs and data
 */
record Run(StackOptions options, Artefacts artefacts, Secrets secrets, Optional<Tls> tls, Path work) {

    /** What this deployment grants: the sample application's own MBeans and the policy for Kafka. */
    private static final String POLICY =
            """
            operator  exec   shop  shop:type=Orders#place
            operator  write  shop  shop:type=Orders#LargeOrder
            operator  exec   shop  shop:type=OrderQueue,*#*
            operator  exec   shop  shop:type=Troubles#*
            operator  exec   shop  shop:type=Troubles#closeAgent
            operator  write  shop  shop:type=Troubles#*
            include  kafka  kafka
            include  tomcat tomcat
            """;

    /** A new run, with the routers' users and common settings in a file. */
    static Run prepare(StackOptions options) throws IOException, InterruptedException {
        Artefacts artefacts = Artefacts.find();
        Path runs = Files.createDirectories(artefacts.root().resolve("infra/local/target/run"));
        Path work = Files.createTempDirectory(runs, "stack-");
        Optional<Tls> tls = Optional.empty();
        if (options.tls) {
            List<String> names = new ArrayList<>();
            LocalStack.LOCATIONS.keySet().forEach(location -> {
                names.add(StackFunctions.host(location));
                names.add(Routers.host(location));
            });
            tls = Optional.of(Tls.create(work.resolve("tls"), names));
        }
        Run run = new Run(options, artefacts, Secrets.generate(), tls, work);
        Files.writeString(
                run.routerSettings(),
                run.secrets.users() + "farspan.diagnosis.pools.shop.mbean=shop:type=RequestPool\n");
        Files.writeString(run.policy(), POLICY);
        return run;
    }

    /** The policy that all routers read. */
    Path policy() {
        return work.resolve("policy");
    }

    /** The properties file that all routers read. */
    Path routerSettings() {
        return work.resolve("users.properties");
    }
}
