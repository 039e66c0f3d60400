# Throw-away certificates: one CA and three P-256 leaves, each as chain (leaf first), key, and both in one file for HAProxy.

make_certificates() { # directory
    mkdir -p "$1"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj "/CN=bench CA" \
        -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$1/ca.key" -out "$1/ca.pem" 2>/dev/null
    issue "$1" origin "DNS:origin.test" serverAuth
    issue "$1" viewer "DNS:localhost" serverAuth
    issue "$1" client "DNS:client.test" clientAuth
}

issue() { # directory, name, subject alternative name, extended key usage
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=bench $2" \
        -keyout "$1/$2.key" -out "$1/$2.csr" 2>/dev/null
    printf '%s\n' "subjectAltName=$3" "extendedKeyUsage=$4" basicConstraints=critical,CA:FALSE \
        keyUsage=critical,digitalSignature subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$1/$2.extensions"
    openssl x509 -req -in "$1/$2.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" -CAcreateserial -days 2 \
        -extfile "$1/$2.extensions" -out "$1/$2.leaf.pem" 2>/dev/null
    cat "$1/$2.leaf.pem" "$1/ca.pem" >"$1/$2.pem"
    cat "$1/$2.pem" "$1/$2.key" >"$1/$2.both.pem"
}
