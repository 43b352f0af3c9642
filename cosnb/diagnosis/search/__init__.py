"""The search for proof: the request is signed again under each hypothesis until a signature equals the one in the URL."""
