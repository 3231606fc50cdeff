package io.farspan.federation;

import io.farspan.protocol.call.InstanceId;

/** Key property lists as the federated view writes them, fast where no key must be escaped. */
final class FederatedKeys {

    private FederatedKeys() {}

    static String qualified(String domain, String keys, InstanceId id) {
        return isPlain(keys)
                ? keys + ",location=" + id.location() + ",instance=" + id.name()
                : FederatedName.qualify(ReadQuestion.name(domain + ":" + keys), id)
                        .getKeyPropertyListString();
    }

    static String whole(String domain, String keys) {
        return isPlain(keys)
                ? keys
                : FederatedName.whole(ReadQuestion.name(domain + ":" + keys)).getKeyPropertyListString();
    }

    /** Whether a list has none of the keys that names of the federated view have. */
    static boolean isPlain(String keys) {
        return !keys.contains("location") && !keys.contains("instance");
    }
}
