"""Short-term card policies (短险卡折): the stock of cards, and a card's activation as a kind of case."""
