package callback

import "math/big"

// pointReason says why 32 bytes are no key that may be trusted; "" if they are
// one. ed25519.Verify checks none of this: with the identity for a key it
// accepts one fixed signature for every message, and with bytes that are no
// point it refuses every callback without saying why.
//
// The computation is over public values, once at start, so that it need not be
// quick or in constant time.
func pointReason(raw []byte) string {
	p := new(big.Int).Lsh(big.NewInt(1), 255)
	p.Sub(p, big.NewInt(19))

	// RFC 8032: y, little-endian, and the sign of x in the highest bit.
	reversed := make([]byte, len(raw))
	for i, b := range raw {
		reversed[len(raw)-1-i] = b
	}
	reversed[0] &= 0x7f
	y := new(big.Int).SetBytes(reversed)
	canonical := y.Cmp(p) < 0
	y.Mod(y, p)

	if lowOrder(y, p) {
		return "it is a point of low order, for which one signature fits every message"
	}
	if !canonical {
		return "it is not the canonical encoding of a point"
	}
	if !onCurve(y, p) {
		return "it is no point of the Ed25519 curve: a typing error, or not a public key"
	}
	return ""
}

// lowOrder looks at y alone, so that both signs and the encodings not reduced
// modulo p are found: 1 is the identity, p-1 has order 2, 0 order 4, and of the
// points of order 8 this y and its negative are the only two.
func lowOrder(y, p *big.Int) bool {
	const order8 = "2707385501144840649318225287225658788936804267575313519463743609750303402022"
	y8, _ := new(big.Int).SetString(order8, 10)
	for _, low := range []*big.Int{
		big.NewInt(0), big.NewInt(1), new(big.Int).Sub(p, big.NewInt(1)),
		y8, new(big.Int).Sub(p, y8),
	} {
		if y.Cmp(low) == 0 {
			return true
		}
	}
	return false
}

// onCurve reports whether x² = (y²-1) / (dy²+1) has a root, d = -121665/121666.
func onCurve(y, p *big.Int) bool {
	d := new(big.Int).ModInverse(big.NewInt(121666), p)
	d.Mul(d, big.NewInt(-121665)).Mod(d, p)
	yy := new(big.Int).Mul(y, y)
	yy.Mod(yy, p)
	u := new(big.Int).Sub(yy, big.NewInt(1))
	v := new(big.Int).Mul(d, yy)
	v.Add(v, big.NewInt(1)).ModInverse(v, p) // dy²+1 is never 0: -1/d is no square
	u.Mul(u, v).Mod(u, p)
	return big.Jacobi(u, p) >= 0
}
