// A certificate for localhost and pay.example, made for these tests with openssl and good for a hundred years. It protects nothing.
export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8lIGmbW3QAwfCqPf
Rb+zB5DK9G+Je330XXknZhLMh/ahRANCAAQhBdh7URO+R0vc1/gL8AD/DFDV5lQ9
slQhtOgz7v/Er6wftZ3o16Fwiq06du8xXQUOqa6dOUwrmhZvNZ6NqJaO
-----END PRIVATE KEY-----
`
export const cert = `-----BEGIN CERTIFICATE-----
MIIBqDCCAU6gAwIBAgIUQoB6XdSl/ubUd/aBLThwou++vxwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODE5MDk1OFoYDzIxMjYxMTA0
MTkwOTU4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQhBdh7URO+R0vc1/gL8AD/DFDV5lQ9slQhtOgz7v/Er6wftZ3o16Fw
iq06du8xXQUOqa6dOUwrmhZvNZ6NqJaOo3wwejAdBgNVHQ4EFgQUbf9TRinNzazx
yUDGrPPgiNAmiscwHwYDVR0jBBgwFoAUbf9TRinNzazxyUDGrPPgiNAmiscwDwYD
VR0TAQH/BAUwAwEB/zAnBgNVHREEIDAegglsb2NhbGhvc3SCC3BheS5leGFtcGxl
hwR/AAABMAoGCCqGSM49BAMCA0gAMEUCIDlJy5bet0QtBSNU83x4XgoYU40F3Iym
1Jlt9SYUoAFXAiEAqabHbp90pynqHfQ0w/1K+X6AMTFnfehevHJ+uwlkCR0=
-----END CERTIFICATE-----
`
